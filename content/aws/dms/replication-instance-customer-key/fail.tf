resource "aws_dms_replication_instance" "bookings" {
  replication_instance_id    = "bookings"
  replication_instance_class = "dms.t3.medium"
}
