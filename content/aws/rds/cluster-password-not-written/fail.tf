resource "aws_rds_cluster" "bookings" {
  cluster_identifier = "bookings"
  engine             = "aurora-postgresql"
  master_username    = "bookings"
  master_password    = "example-not-a-secret"
}
