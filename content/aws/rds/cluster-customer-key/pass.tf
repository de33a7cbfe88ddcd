resource "aws_rds_cluster" "bookings" {
  cluster_identifier          = "bookings"
  engine                      = "aurora-postgresql"
  master_username             = "bookings"
  manage_master_user_password = true
  final_snapshot_identifier   = "bookings-final"
  storage_encrypted           = true
  kms_key_id                  = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
