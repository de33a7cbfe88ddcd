resource "aws_rds_cluster" "bookings" {
  cluster_identifier          = "bookings"
  engine                      = "aurora-postgresql"
  master_username             = "bookings"
  manage_master_user_password = true
}
