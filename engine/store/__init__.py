"""The one door to the disk: files, change sets, locks, documents, caches."""
