resource "aws_workspaces_workspace" "purser" {
  directory_id = "d-1234567890"
  bundle_id    = "wsb-123456789"
  user_name    = "purser"
  root_volume_encryption_enabled = true
  user_volume_encryption_enabled = true
  volume_encryption_key          = "alias/aws/workspaces"
}
