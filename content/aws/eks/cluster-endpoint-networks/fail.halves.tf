resource "aws_eks_cluster" "booking" {
  name     = "booking"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
    public_access_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
  }
}
