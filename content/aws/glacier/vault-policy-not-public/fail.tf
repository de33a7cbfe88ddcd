resource "aws_glacier_vault" "logbooks" {
  name = "logbooks"

  access_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["glacier:InitiateJob", "glacier:GetJobOutput"]
      Resource  = "arn:aws:glacier:eu-west-1:123456789012:vaults/logbooks"
    }]
  })
}
