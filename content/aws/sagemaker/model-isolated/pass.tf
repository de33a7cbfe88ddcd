resource "aws_sagemaker_model" "demand" {
  name                     = "demand"
  execution_role_arn       = "arn:aws:iam::123456789012:role/demand"
  enable_network_isolation = true

  primary_container {
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/demand:1.4"
  }
}
