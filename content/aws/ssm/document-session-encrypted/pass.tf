resource "aws_ssm_document" "restart" {
  name          = "restart"
  document_type = "Session"
  content = jsonencode({
    schemaVersion = "1.0"
    description   = "sessions"
    sessionType   = "Standard_Stream"
    inputs = {
      kmsKeyId = "alias/sessions"
    }
  })
}
