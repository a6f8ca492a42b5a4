"""A photo for the record: turned upright, scaled down, written as a JPEG small enough for the data file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap

from desktop.domain.errors import UserError
from desktop.services.attachments import PHOTO_MOST

LARGEST = QSize(600, 800)  # 4x6 cm at 200 dpi and more
_QUALITIES = (88, 75, 60, 45)


def scaled_jpeg(path: Path) -> bytes:
    """A picture file as a JPEG of at most `PHOTO_MOST` bytes. Raises UserError for what is no picture."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # phones lay pictures down and say how to turn them
    reader.setDecideFormatFromContent(True)
    image = reader.read()
    if image.isNull():
        raise UserError(f"«{path.name}» không phải ảnh đọc được. Hãy chọn tệp JPG hoặc PNG.")
    if image.width() > LARGEST.width() or image.height() > LARGEST.height():
        image = image.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    if image.hasAlphaChannel():
        image = _on_white(image)
    data = b""
    for quality in _QUALITIES:
        data = _written(image, quality)
        if len(data) <= PHOTO_MOST:
            break
    return data


def pixmap_of(data: bytes | None) -> QPixmap | None:
    """A stored photo as a picture; None where there is none, or it cannot be read."""
    made = QPixmap()
    return made if data and made.loadFromData(data) else None


def _on_white(image: QImage) -> QImage:
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def _written(image: QImage, quality: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
    return bytes(held.data())
