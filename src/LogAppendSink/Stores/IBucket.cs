namespace LogAppendSink.Stores;

/// <summary>One bucket, with everything that writers and readers need.</summary>
internal interface IBucket : IObjectStore, IObjectSource;
