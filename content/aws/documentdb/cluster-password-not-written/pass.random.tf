resource "random_password" "bookings" {
  length = 32
}

resource "aws_docdb_cluster" "bookings" {
  cluster_identifier = "bookings"
  master_username    = "bookings"
  master_password    = random_password.bookings.result
}
