resource "aws_docdb_cluster" "bookings" {
  cluster_identifier          = "bookings"
  master_username             = "bookings"
  manage_master_user_password = true
}
