using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The directory on the database's writer and readers.</summary>
internal sealed class DirectoryStore(ScimifyDatabase database) : IDirectoryStore
{
    public Task<T> WriteAsync<T>(int integrationKey, Func<IDirectoryWriter, T> work, CancellationToken ct) =>
        database.WriteAsync(integrationKey, session => work(new DirectoryWriter(session)), ct);

    public ValueTask<T> ReadAsync<T>(Func<IDirectoryReader, T> work, CancellationToken ct) =>
        database.ReadAsync(session => work(new DirectoryReader(session)), ct);
}
