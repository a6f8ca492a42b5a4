"""Steps from one schema to the next, frozen on release: plain operations, never the live classes."""
