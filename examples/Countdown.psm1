# A job class and a function with -AsJob, in a script module.

class CountdownJob : System.Management.Automation.Job {
    hidden [int] $Start

    CountdownJob([int]$start) : base("countdown $start", "countdown$start") {
        $this.Start = $start
    }

    [void] Run() {
        $this.SetJobState('Running')
        for ($number = $this.Start; $number -gt 0; $number--) { $this.Output.Add($number) }
        $this.SetJobState('Completed')
    }

    [bool] get_HasMoreData() { return $this.Output.Count -gt 0 }
    [string] get_Location() { return 'here' }
    [string] get_StatusMessage() { return '' }
    [void] StopJob() { $this.SetJobState('Stopped') }
}

function Invoke-Countdown {
    param([Parameter(Mandatory)][int]$Start, [switch]$AsJob)

    if ($AsJob) { return Start-ThreadJob { param($from) $from..1 } -ArgumentList $Start -Name "countdown$Start" }
    $job = [CountdownJob]::new($Start)
    $job.Run()
    Receive-Job $job
}

Export-ModuleMember -Function Invoke-Countdown
