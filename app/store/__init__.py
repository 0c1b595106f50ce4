"""The capture file: schema, one writer, read-only readers, the filter language."""
