variable "password" {
  type      = string
  sensitive = true
}

resource "aws_redshift_cluster" "bookings" {
  cluster_identifier = "bookings"
  node_type          = "ra3.large"
  master_username    = "bookings"
  master_password    = var.password
}
