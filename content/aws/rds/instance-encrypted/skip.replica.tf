resource "aws_db_instance" "replica" {
  identifier = "bookings-replica"
  replicate_source_db = "bookings"
  instance_class = "db.t4g.medium"
  skip_final_snapshot = true
}
