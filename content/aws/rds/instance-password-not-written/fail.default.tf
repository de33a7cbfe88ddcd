variable "password" {
  type      = string
  sensitive = true
  default   = "example-not-a-secret"
}

resource "aws_db_instance" "bookings" {
  identifier        = "bookings"
  engine            = "postgres"
  instance_class    = "db.t4g.medium"
  allocated_storage = 50
  username          = "bookings"
  password          = var.password
}
