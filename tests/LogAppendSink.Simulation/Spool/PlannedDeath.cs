namespace LogAppendSink.Simulation.Spool;

/// <summary>How a process is to die.</summary>
/// <param name="AtCall">At which call of the disk, counted from 1.</param>
/// <param name="Point">How much of that call is done.</param>
/// <param name="LosesPower">Whether the machine dies with it.</param>
internal sealed record PlannedDeath(int AtCall, DeathPoint Point, bool LosesPower);
