resource "aws_docdb_cluster" "tickets" {
  cluster_identifier          = "tickets"
  master_username             = "tickets"
  manage_master_user_password = true
  final_snapshot_identifier   = "tickets-final"
  storage_encrypted           = true
  kms_key_id                  = "arn:aws:kms:eu-west-1:123456789012:key/example"
}
