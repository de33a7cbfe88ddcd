# The old importer of timetable files: one virtual machine that nobody wants to touch.
resource "aws_instance" "importer" {
  count = var.legacy_importer.enabled ? 1 : 0

  ami                         = var.legacy_importer.image_id
  instance_type               = var.legacy_importer.instance_type
  subnet_id                   = module.network.subnet_ids["public"][0]
  vpc_security_group_ids      = [aws_security_group.importer.id]
  associate_public_ip_address = true

  metadata_options {
    http_tokens = "optional"
  }

  root_block_device {
    volume_size = 20
  }

  user_data = templatefile("${path.module}/templates/importer.sh.tftpl", {
    queue   = aws_sqs_queue.departures.name
    folders = ["incoming", "done", "rejected"]
  })

  tags = { Name = "${local.name}-timetable-importer" }
}

resource "aws_ebs_volume" "importer" {
  #checkov:skip=CKV_AWS_3:the machine goes away with the new importer
  count = var.legacy_importer.enabled ? 1 : 0

  availability_zone = local.zones[0]
  size              = 100
  type              = "gp3"
}

resource "aws_volume_attachment" "importer" {
  count = var.legacy_importer.enabled ? 1 : 0

  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.importer[0].id
  instance_id = aws_instance.importer[0].id
}
