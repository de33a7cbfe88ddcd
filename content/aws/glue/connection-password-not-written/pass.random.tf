resource "random_password" "bookings" {
  length = 32
}

resource "aws_glue_connection" "bookings" {
  name = "bookings"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://bookings.example.com/bookings"
    USERNAME            = "glue"
    PASSWORD            = random_password.bookings.result
  }
}
