variable "password" {
  type      = string
  sensitive = true
  default   = "example-not-a-secret"
}

resource "aws_docdb_cluster" "bookings" {
  cluster_identifier = "bookings"
  master_username    = "bookings"
  master_password    = var.password
}
