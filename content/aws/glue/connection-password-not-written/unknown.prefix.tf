variable "suffix" {
  type      = string
  sensitive = true
}

resource "aws_glue_connection" "bookings" {
  name = "bookings"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://bookings.example.com/bookings"
    USERNAME            = "glue"
    PASSWORD            = "mind-the-gap-${var.suffix}"
  }
}
