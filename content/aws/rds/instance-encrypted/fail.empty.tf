# An empty snapshot is none, and so nothing but the instance decides.
variable "snapshot" {
  type    = string
  default = ""
}

resource "aws_db_instance" "bookings" {
  identifier                  = "bookings"
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  username                    = "bookings"
  manage_master_user_password = true
  snapshot_identifier         = var.snapshot
  skip_final_snapshot         = true
}
