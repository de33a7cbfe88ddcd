resource "aws_timestreaminfluxdb_db_instance" "positions" {
  name                   = "positions"
  db_instance_type       = "db.influx.medium"
  allocated_storage      = 20
  bucket                 = "positions"
  organization           = "ferry"
  username               = "ferry"
  vpc_subnet_ids         = ["subnet-0123456789abcdef0"]
  vpc_security_group_ids = ["sg-0123456789abcdef0"]
  password               = var.password
}

variable "password" {
  type      = string
  sensitive = true
}
