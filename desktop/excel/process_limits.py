"""Limits that a process puts on itself before it touches a file from outside."""

import ctypes
import sys

if sys.platform == "win32":
    from ctypes import wintypes
else:
    import resource


def limit_this_process(memory_bytes: int, seconds: float) -> None:
    """Let this process use at most so much memory, and on POSIX so many seconds of computing.

    Past the limit an allocation fails: Python raises MemoryError, compiled code aborts the process. Where the system
    refuses to set a limit, the process runs on without it; the sizes a file declares are checked all the same.
    """
    if sys.platform == "win32":
        _limit_by_job(memory_bytes)
    else:
        _lower(resource.RLIMIT_AS, memory_bytes)
        _lower(resource.RLIMIT_CPU, int(seconds) + 1)
        _lower(resource.RLIMIT_CORE, 0)  # a core file would hold personal data


if sys.platform == "win32":
    _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _EXTENDED_LIMITS = 0x100, 0x400, 9
    _NO_ERROR_BOX = 0x0001 | 0x0002

    class _BasicLimits(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = [
            ("Basic", _BasicLimits),
            ("IoCounters", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    def _limit_by_job(memory_bytes: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
        kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
        kernel.SetErrorMode(_NO_ERROR_BOX)  # an abort must not open a window that waits for an answer
        job = kernel.CreateJobObjectW(None, None)
        if job:
            limits = _ExtendedLimits()
            limits.Basic.LimitFlags = _PROCESS_MEMORY | _DIE_ON_EXCEPTION
            limits.ProcessMemoryLimit = memory_bytes
            kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

else:

    def _lower(kind: int, value: int) -> None:
        _soft, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(kind, (value, hard))
        except (ValueError, OSError):
            return
