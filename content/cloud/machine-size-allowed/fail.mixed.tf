resource "aws_autoscaling_group" "web" {
  max_size           = 4
  min_size           = 1
  availability_zones = ["eu-central-1a"]

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-0123456789abcdef0"
      }
      override {
        instance_type = "m7g.large"
      }
      override {
        instance_type = "c7g.large"
      }
    }
  }
}
