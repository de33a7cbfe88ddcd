resource "aws_emr_cluster" "reports" {
  name          = "reports"
  release_label = "emr-7.5.0"
  service_role  = "EMR_DefaultRole_V2"
  security_configuration = "reports"

  ec2_attributes {
    instance_profile = "EMR_EC2_DefaultRole"
    subnet_id        = "subnet-0123456789abcdef0"
  }

  master_instance_group {
    instance_type = "m7g.xlarge"
  }
}
