resource "random_password" "bookings" {
  length = 32
}

resource "aws_db_instance" "bookings" {
  identifier        = "bookings"
  engine            = "postgres"
  instance_class    = "db.t4g.medium"
  allocated_storage = 50
  username          = "bookings"
  password          = random_password.bookings.result
}
