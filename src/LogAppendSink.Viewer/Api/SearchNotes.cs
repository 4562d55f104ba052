namespace LogAppendSink.Viewer.Api;

/// <summary>The notes of a search that are not sent yet. Thread-safe.</summary>
internal sealed class SearchNotes
{
    private const int Max = 100;

    private readonly List<string> _notes = [];
    private int _count;

    /// <summary>Adds a note about an object. The number of these is limited, since an object may be damaged in a million places.</summary>
    internal void Add(string note)
    {
        lock (_notes)
        {
            _count++;
            if (_count < Max)
                _notes.Add(note);
            else if (_count == Max)
                _notes.Add("There is more damaged or skipped data than is listed here. Check whole objects with 'logappend verify'.");
        }
    }

    /// <summary>Adds notes about the whole search, without a limit.</summary>
    internal void AddSummary(IEnumerable<string> notes)
    {
        lock (_notes)
            _notes.AddRange(notes);
    }

    /// <summary>Removes and returns the notes.</summary>
    internal IReadOnlyList<string> Take()
    {
        lock (_notes)
        {
            var taken = _notes.ToList();
            _notes.Clear();
            return taken;
        }
    }
}
