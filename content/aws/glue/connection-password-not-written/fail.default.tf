variable "password" {
  type      = string
  sensitive = true
  default   = "mind-the-gap-7"
}

resource "aws_glue_connection" "bookings" {
  name = "bookings"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://bookings.example.com/bookings"
    USERNAME            = "glue"
    PASSWORD            = var.password
  }
}
