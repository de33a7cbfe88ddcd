variable "password" {
  type      = string
  sensitive = true
}

resource "aws_mq_broker" "bookings" {
  broker_name        = "bookings"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"

  user {
    username = "crew"
    password = var.password
  }
}
