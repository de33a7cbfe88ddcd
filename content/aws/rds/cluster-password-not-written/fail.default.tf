variable "password" {
  type      = string
  sensitive = true
  default   = "example-not-a-secret"
}

resource "aws_rds_cluster" "bookings" {
  cluster_identifier = "bookings"
  engine             = "aurora-postgresql"
  master_username    = "bookings"
  master_password    = var.password
}
