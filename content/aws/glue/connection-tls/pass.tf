resource "aws_glue_connection" "bookings" {
  name = "bookings"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://bookings.example.com/bookings"
    JDBC_ENFORCE_SSL    = "true"
    SECRET_ID           = "bookings"
  }
}
