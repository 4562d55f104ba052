namespace LogAppendSink.Stores;

/// <summary>One bucket, with all that writers and readers ask of it.</summary>
internal interface IBucket : IObjectStore, IObjectSource;
