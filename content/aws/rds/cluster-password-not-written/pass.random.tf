resource "random_password" "bookings" {
  length = 32
}

resource "aws_rds_cluster" "bookings" {
  cluster_identifier = "bookings"
  engine             = "aurora-postgresql"
  master_username    = "bookings"
  master_password    = random_password.bookings.result
}
