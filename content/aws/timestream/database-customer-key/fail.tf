resource "aws_timestreamwrite_database" "positions" {
  database_name = "positions"
}
