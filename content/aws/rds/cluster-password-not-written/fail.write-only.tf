resource "aws_rds_cluster" "bookings" {
  cluster_identifier         = "bookings"
  engine                     = "aurora-postgresql"
  master_username            = "bookings"
  master_password_wo         = "example-not-a-secret"
  master_password_wo_version = 1
}
