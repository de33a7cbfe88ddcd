resource "random_password" "bookings" {
  length = 32
}

resource "aws_redshift_cluster" "bookings" {
  cluster_identifier = "bookings"
  node_type          = "ra3.large"
  master_username    = "bookings"
  master_password    = random_password.bookings.result
}
