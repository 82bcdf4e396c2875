using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>The directory on the database's writer and readers.</summary>
/// <param name="database">Holds it.</param>
/// <param name="limits">For what clients ask.</param>
internal sealed class DirectoryStore(ScimifyDatabase database, DirectoryLimits limits) : IDirectoryStore
{
    public Task<T> WriteAsync<T>(int integrationKey, Func<IDirectoryWriter, T> work, CancellationToken ct) =>
        database.WriteAsync(integrationKey, Claimable.Rows, session => work(new DirectoryWriter(session)), ct);

    public ValueTask<T> ReadAsync<T>(int integrationKey, Func<IDirectoryReader, T> work, CancellationToken ct) =>
        database.ReadAsync(integrationKey, limits.ReadTime, session => work(new DirectoryReader(session)), ct);

    public Task ForgetUndoneAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(session => UndoneWriteStatements.Forget(session, now), ct);
}
