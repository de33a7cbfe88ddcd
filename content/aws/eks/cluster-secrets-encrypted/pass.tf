resource "aws_eks_cluster" "booking" {
  name     = "booking"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = "arn:aws:kms:eu-west-1:123456789012:key/example"
    }
  }

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
