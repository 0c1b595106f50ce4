"""Where things live on this computer, who this installation is, and what the log says."""
