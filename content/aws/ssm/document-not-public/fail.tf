resource "aws_ssm_document" "restart" {
  name          = "restart"
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "restart"
    mainSteps = [{
      action = "aws:runShellScript"
      name   = "restart"
      inputs = {
        runCommand = ["systemctl restart booking"]
      }
    }]
  })

  permissions = {
    type        = "Share"
    account_ids = "All"
  }
}
