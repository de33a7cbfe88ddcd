variable "suffix" {
  type      = string
  sensitive = true
}

resource "aws_rds_cluster" "bookings" {
  cluster_identifier = "bookings"
  engine             = "aurora-postgresql"
  master_username    = "bookings"
  master_password    = "example-${var.suffix}"
}
