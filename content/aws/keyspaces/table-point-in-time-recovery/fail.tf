resource "aws_keyspaces_table" "bookings" {
  keyspace_name = "ferry"
  table_name    = "bookings"

  schema_definition {
    column {
      name = "id"
      type = "uuid"
    }

    partition_key {
      name = "id"
    }
  }
}
