"""The session commands: New-, Get-, Enter-, Exit-, Disconnect-, Connect-, Receive- and Remove-PSSession, their options, Invoke-Command."""
