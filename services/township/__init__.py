"""The register's file: read, checked, loaded."""
