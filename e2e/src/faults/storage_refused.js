// No private file system, as in some private windows.
StorageManager.prototype.getDirectory = async () => {
  throw new DOMException("storage is off in this window", "SecurityError");
};
