resource "aws_db_instance" "bookings" {
  identifier                  = "bookings"
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  username                    = "bookings"
  manage_master_user_password = true
  final_snapshot_identifier   = "bookings-final"
}
