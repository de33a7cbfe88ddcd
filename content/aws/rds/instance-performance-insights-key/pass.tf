resource "aws_db_instance" "bookings" {
  identifier                      = "bookings"
  engine                          = "postgres"
  instance_class                  = "db.t4g.medium"
  allocated_storage               = 50
  username                        = "bookings"
  manage_master_user_password     = true
  final_snapshot_identifier       = "bookings-final"
  performance_insights_enabled    = true
  performance_insights_kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
