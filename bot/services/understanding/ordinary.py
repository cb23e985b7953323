"""Ordinary words: never taken for a misspelt agency, and those that are names of agencies by chance."""

_EVERYDAY_NAMES = """
aru babar balam balut basel batang batu batubara belu benteng big bone buru caruban ende halut karo kaur kisaran ktt
kudus kuningan lahat lan landak lebak ma malaka matra medan meranti metro mitra mura nad oi oki padang pakpak palas
pali palu pasir pati puncak rote sabu serang siak sikka soe solo sula tala toba tts tual tuba
"""
EVERYDAY = frozenset(_EVERYDAY_NAMES.split())
"""Names and aliases that are everyday words too: they need the company of a question about agencies."""

_WORDS = """
abang abon abu acara acuh adab adat adik aduh agama agen agung air ajak ajar akal akar akrab aktif aktual akun akur
alam alami alang alas alasan alat alir alot alun alur amal aman amat ambang ambil ambing ambulans amerika amuk anak
anam anan anda aneh anggap anggar anggaran anggota anggur angin angka angkat angkatan angkot angkuh angkut angsa
angsur antar antik antre apel api apik aplikasi apung arab arah arang arsip arti arus asah asal asam asap asia asin
asing asli asma asrama asuh asumsi atap atas atlet atur aturan australia awal awam awan awas awet ayah ayun azab baca
badai badan bagai bagan bagus bahan bahas bahasa bahaya bahu bahwa baja bajak baju bakar bakat bakso baku balai balap
balas balik balita balkon balok balon balsem ban banana bandang bandar bandara bandel bandeng banding bandit bangau
bangga bangkai bangkit bangkok bangkrut bangku bangsa bangsal bangun bangunan bank bantah bantai bantal bantam banteng
banting banyak bapak bara barak barang barat baris baru basah base basi basmi bata batak batal batas batin batman
batuan batuk bau baur baut bawa bawah bawang baya bayam bayang bayangan bayar bayi bea bean beban bebas bebek becak
beda bedah bedak begal begini bejat beku bela belah belai belaka belanda belang belanja belati belau bell belok belon
belt beluk belukar belum belut bena benang benar bencana benci benda bender bendera bendung bengis bengkak bengkel
benih bening bentak bentang bentar bentrok bentuk benua berai berak beranda berang berangkat berangus berani berapa
beras berat beri beringas beringin berita berkah berkas berlian bersih bersin beruang beruk besar besi besok betah
betina beton betul biak biang biara biasa biaya bibir bibit bicara bidan bidang bijak bijaksana biji bikin bila bilang
bilas bili bilik bina binasa binatang bingo bintang bintik biola biru bisik bising bisma bisnis bisu bitu blue board
bocah bocor bodoh body bohong bola bolang boleh bolong bolos bom bonang bonceng bond bone boneka bongkah bongkar bonus
book borong boros bosan botak botani botol buah buahan buang buat buaya bubar bubuk bubur budak budaya budi budidaya
bugar buka bukan bukit bukti buku bulan bulat bull bulu bumbu bumi bunda bundar bunga bungkus bungsu buntu buntut
bunuh bunyi bupati burn buruan buruh buruk burung busa business busuk busur buta butir butuh buyar buyung cabai cabang
cabut cacat cacing cadang cadar cahaya cair cakap calon camat camp campur canda candi canggih cangkir cangkul cantik
cap capai capek cari cast catat catur cawan ceban cecak cedera cegah cekal celah celaka celana celup cemara cemas
cemburu cendawan cendol cepat cerah ceramah cerdas cerita cermat cetak cicil cikini cina cincang cincin cinta cipta
ciri cita citra city cium coba cobaan cocok coin coklat colok color cone contek copot corak coret corong course credit
cuaca cuci cucu cuka cukup cukur culik cumi cupang curah curam curang curi curiga cuti dada dadak dadu daerah daftar
dagang daging dahi dahulu daki dalam dalang damai damba dampak dana danau dance dandan dangkal dapur darah daras darat
daring dark darurat dasar dasi data datang datar date dating daun daur day daya dayung debar debat debu degil dekat
demam demand demi demo denda dendam dengar dental depan derajat deras deret derita desa desain desak design detak
detik dewa dewan dewasa diam dian didik diri diskusi doa dokter dokumen dompet done door dorong dosa dosen down dragon
drama dua dubai duda duduk duga dugaan duka dukun dulu dunia duri dusta duta duyung edan edar edit efek ejek ekonomi
ekor ekspor elang elok email emas ember emosi empat empuk enak encer endah endap endemi endemik endok endus energi
energy engkau engsel entah enteng erang erat eropa es etika etnis eye fajar fakta faktor faktur family fast feel feri
figur fire first fisik fokus food forum free friend gabah gabung gabus gada gadai gadang gadget gading gadis gaduh
gagah gagal gagang gairah gajah gaji galah galak galang galau gali galon gambar gambut game gampang gandeng gandum
gang ganggu ganja ganjar ganjil gantang ganti gantung garam garang garansi garap garasi garis garpu garuda garuk gas
gatal gaun gaya gebang gedung gegar gegas gejala gelang gelap gelar gelas gelisah gelora geluk gemar gembel gembira
gempar gemuk genap gendang gender gendong gendut geng genggam gentar genteng gerai gerak geram gerbang gereja gergaji
gigi gigit gila giling gincu ginjal girang girl gitar gizi goda godok golok golong gone gong good gosok gosong goyang
great green gua gubernur gubuk gudang gugat gugur gula gulai guling gulung gulungan guna gunting guntur gurih guru
gurun gusar gusi habis hadap hadir hafal hak hakim halal halaman halang halte halus hama hamba hambat hambur hamil
hampa hampir hancur hand hangat hangus hantam hantu happy hapus harap harapan harga hari harta haru harum harus hasil
hasrat hasut haus hawa health heart hebat heboh hello help hemat hendak henti heran hewan hias hiasan hibah hibur
hidang hidung hidup high hijau hilang hina hingga hirup hitam hitung hobi home hope hormat hotel hour house hubung
hubungan hujan hukum huluan human huni huruf hutan hutang iba ibadah ibarat ibu ide idola ikal ikan ikat iklan iklim
ikut ilmu image imam imbang impor indah indeks india induk industri infeksi ingat inggris ingin ingus intan inti intip
ipar irama iri iring iris isak isi island istana istri isu itik izin jabat jadi jadwal jaga jagal jago jagung jahat
jahit jajah jajan jalan jalang jalin jalur jam jamak jaman jambak jamban jambang jambu jamin jamu jamur janda jangan
janggal jangka jangkar jangkau janji jantan jantung jarak jarang jari jaring jarum jas jasa jatah jati jatuh jauh
jauhi jawab jejak jelang jelas jelek jemari jembatan jempol jemput jemur jenak jenaka jendela jenderal jendral jenis
jenuh jepang jepara jepit jera jernih jeruk jijik jingga jiwa job jodoh joget joke jorok jual jubah judul jujur juling
jumlah jumpa jurang juri jurit jurnal juru jurus just justru juta jutaan kabar kabel kabung kabur kabut kaca kacang
kacau kadal kadang kadar kado kafe kaget kail kain kait kaji kakak kakek kaki kaku kala kalah kalang kalangan kalap
kaleng kali kalian kalimat kalor kalung kamar kambang kambing kamera kami kampak kampanye kampung kamu kamus kanal
kanan kandang kandas kandidat kandung kangen kangkung kantong kantor kantuk kapak kapal kapan kapas kapasitas kapita
kapten kapur karang karangan karat karcis karena karet kargo karir karno kartu kartun karung karunia karya karyawan
kasar kasat kasih kasir kasur kasus kata katak katun kaum kawah kawal kawan kawat kawin kaya kayal kayu kayuh kebal
kebaya kebun kecam kecap kecewa kecil kecoa kecuali kecup kedai kedok kedua kedung kejam kejang kejar keju kejut kekal
kelabu kelahi kelainan kelak kelam kelapa kelas keledai kelelawar keliling kelinci kelompok kelopak keluar keluarga
keluh kemah kemang kemas kemasan kembali kembang kembar kembung kemeja kemudi kena kenal kenang kenari kencan kencang
kencing kendala kendali kendara kendaraan kendi kendur kental kentang kentara kenyal kenyang kera kerabat kerah kerak
keram keramat keran kerang kerangka keranjang kerap keras kerat kerbau kereta kering keringat keris kerja kertas
kerucut keruh keruk ketan ketat ketika ketimun ketua ketuk ketupat khas khatam khawatir khayal khusus kiamat kibar
kilang kilap kilat kilo kind king kipas kiper kira kiri kirim kisah kisar kismis kista kita klaim klub kocok kode
kodok kolak kolam kolom kolong kolot koma komando komentar komite kompak kompas kompor komunitas kondang kondisi konon
kontan konten kontra kontrak koper koperasi kopi kopral koran korban korea korek kosong kota kotak kotor kotoran koyak
kuah kuali kuas kuasa kuat kubu kubur kuburan kubus kucing kuda kudu kuil kukus kuliah kulit kulkas kumal kuman
kumbang kumis kumpul kumuh kunang kunci kuning kunjung kuno kuntum kupas kuping kupu kura kurang kuras kurban kurir
kurma kurs kursi kursus kurung kurus kusam kusen kusta kutang kutip kutu kutub kutuk kutukan laba labah labil labu
lacak laci ladang lafal laga lagak lagi lagu lahan lahap lahir lain laju laki lakon laku lalai lalang lalap lalat lalu
lama laman lamar lamaran lambai lamban lambang lambat lambung lampau lampion lampu lancang lancar lancip land landai
landak landas landing lantai lantang lantas lantik lapak lapang lapar lapis lapor lapuk larang larangan laras lari
laris larut laskar last latar latih laut lawak lawan lawas layak layan layang layar layu learn lebah lebam lebar lebat
lebay lebih lebur lecet ledak leher lekat lelah lelaki lelang lelap lele leluhur lemah lemak lemari lembab lembaga
lembah lembang lembar lembek lembing lembu lembur lembut lempar lengan lengkap lengket lenyap lepas lereng lestari
letak letih leukemia level lezat liar libat libur licik licin lidah life light lihai like lilin lilit lima limau
limbah limpah lincah lindas lindung line linggis lingkar lingkung lingkup lintah lintang lintas lipan lipat liput
lirik list listrik live lobak lobi logam logat login logis lokasi lolos lompat loncat london long longgar longsor
lorong lose losmen luang luap luar luas lubang ludah lugas lugu luhur luka lukis luluh lulus lumas lumpuh lumpur lumut
lunak lunas lunch luncur luntur lupa lurah luring lurus lusa lutut maaf mabuk macam macan macet madu magang magnet
mahal mahar mahasiswa mahir mahkota main mainan maju maka makam makan make makin maklum makmur makna maksud malaikat
malam malang malas malaysia male maling malu mamah mampir mampu man mana mancung mandi mandiri manfaat mangga manggis
mangkat mangkuk mangsa manis manja mantan mantap mantra manusia many map marah marathon maret margin mark markas
market martabat masa masak masalah masam masih masing masjid maskapai masker massa massal masuk masyarakat mata
matahari matang mati mau maut mawar mawas mayang mayat maybe mayor meal mean mebel medali medan media meet megah meja
melar melarat melati melayu melek melulu memang menang menara mendadak mendung menit mentah mental mentari mentega
menteri mentor menyan merah merana merdeka merek merpati mertua mesin mesir mesjid mesra metal meter metode mewah
million mimpi mind mineral minggu minim minoritas minta minum minyak miring mirip misal misi miskin mistar modal model
moga mogok mohon molek momen money monyet moral mother motif motor movie muak mual muara muat muda mudah mudik mufakat
muka mukim mula mulai mulia mulus mulut mundur mungil mungkin muntah murah muram murid murka murni music musik musim
musuh mutasi mutiara mutlak mutu nabi nada nafas naik nakal nama name nampak nampan nanas nanti nasi nasib nasihat
nasional naskah need negara negeri nelayan nenek netral ngaji ngantuk niaga niat night nikah nikmat nila nilai nominal
nomor nona normal nota nothing nuansa number nyala nyaman nyamuk nyaring nyaris nyata nyawa nyeri nyonya obat obor
obral obrol odol off office ojek olah olahraga olok ombak ompong once ongkos open operasi oplos optik orang orasi orde
order oren organ otak otot out pabrik pacar pacu pada padahal padam padan padang padat padi pagar page pagi paha
pahala paham pahat pahit pajak pajang pakai pakaian pakan pakar paket paksa palang paling palsu pamer pameran pamit
pamor panah panas panca pancar pancing pancung pandai pandan pandang pandangan pandu panen pangan panggang panggil
panggul panggung pangkal pangkalan pangkas pangkat panik panitia panjang panjat pantai pantang pantas pantat pantau
panti pantul panutan papan paper para parah parang paras pari paris parit parsial partai partisipasi party paru parut
pasang pasar pasaran pasien pasif pasir paspor password past pasti pasukan patah path patok patuh patung paus payah
payung pecah pecat pedagang pedang pedas pedih peduli pegang pegawai pekan pekat pelajar pelan pelangi pelihara pelita
pelosok peluang peluk peluru pemilu pemuda pena penat pencak pendam pendapat pendek pengin penjara penting penuh
penyakit people pepaya perah perahu peran perang perangkat perban percaya perdana pergi peri periang perih peristiwa
periuk perkara perlu permai permata pernah pers persada persegi pertama perut pesan pesat pesawat pesta peta petak
petang petani peti petir phone piala piara pidato pijak pijar pijat pikat pikir pikul pilar pilih pilot pilu pinang
pinda pindah pindang pinggang pinggir pingsan pinjam pink pintar pintas pintu pipa pipi piring pisah pisang pisau
place plan plastik play pohon point pojok pokok pola police polisi politik polos pompa pondok populer pori porsi pos
posisi positif post potong potret power prakarya praktik prasasti presiden prestasi pria pribadi price prime prinsip
produk profil proyek puas puasa public pucat pucuk pudar puing puisi puji pujian pukul pulang pulau puluh pun punah
puncak punggung pungut punya pupuk puput pure pusaka pusar pusat pusing pustaka putar puteri putih putri putus putusan
rabu racik racun radang radar radio raga ragam ragi ragu rahang rahasia raih rain raja rajin rajut raket rakit rakus
rakyat ramah ramai ramal rambah rambat rambu rambut rampas ramping rampok rampung ramu ranah rancang rangka rangkai
rangkak rangkap rangking rangkul rangsang ranjang ranjau rantai rantau ranting rapat rapi rapuh ras rasa rasio rata
ratap ratu ratus raut rawa rawan rawat raya rayu read real rebah rebus rebut receh red reda redam redup rehat reka
rela relasi rem remaja remas remuk rencana rencang renda rendah rendam renggang rengkuh renta rentan rentang renung
repot reruntuhan resah resap resep resi resmi rest restoran restu retak riang rias ribu ribut right rimba rincian
rindu ringan ringkas rintang rintih risau risiko river riwayat road robek roboh robot roda rok rokok roman ronda
rongga rontok room rotan roti ruang ruas rugi rujuk rukun rule rumah rumit rumput rumus run runding runtuh rupa rupiah
rusa rusak rusia rusuh rute saban sabar sabda sabit sabtu sabuk sabun sadar sadis safari safe sah sahabat saham sahut
saing sajak saji sakit saksi sakti saku salah salak salam salep salin salju salon salur salut sama samar samara sambal
sambil sambung sambut same sampah sampai sampan samping sample sampul samudra sandal sandang sandar sandera sandi
sangat sanggup sangka sangkal sangkar sangkut santai santan santri santun sapa sapi sapu saraf saran sarana sarang
sarapan saring sarjan sarjana sarung sasaran sastra satpam satu saudara saung savana sawah sawan sawit saya sayang
sayap sayat sayur school sea sebab sebal sebar seberang sebut second sedan sedang sedap sederhana sedia sedih sedikit
sedot segar segel segi sehat sejarah sejuk seka sekat sekolah sekring sela selam selamat selang selar selat sele
selera selesai selidik selimut seling selip selisih selop semai semak semangat semangka semarak semasa sembah sembako
sembarang semberani sembilan sembuh sembunyi sembur semen sementara sempat sempit semprot sempurna semut senandung
senang senat senayan send senda sendal sendi sendiri sendok sendu seneng sengaja sengat sengketa seni senin senja
senjata sentak sentosa sentral sentuh senyap senyum sepak sepat sepatu sepeda sepi serabut seragam serah seram serambi
serang serangan serangga serap serat seri serigala serikat sering serius serta seru seruling serunding server sesak
sesal sesat setan setara setia setir setor short show siaga sial siang siapa siar sidang side sidik sifat sign sihir
sikap sikat siksa siku sila silang silat silih silk silsilah simak simpan simpang simpati simple simpul sinar sindir
singa singapura singgah singgung singkat singkong singsing sinis sinyal sipil siput siram sirih sirkus sirup sisa sisi
sisik sisip sistem siswa sita site situs skin sleep small smart snow soal sobek soft sogok sok sokong solusi sombong
some song soon sopan sopir sorak sorang sore sorot sosial sosok sound south space spanduk special speed spesial sport
spring stabil star start stasiun state stay step stop store story strange strong style subuh subur suci sudut suhu
suit suka sukar sukarela sukses suku sulam suling sulit sulung sumbang sumbat sumber sumpah sumur sun sunat sungai
sungguh sunyi super supir support suram surat sure surga suruh surut susah suster susu susul susun susut sutra syair
syarat syukur tabel tabir table tabrak tabung tabungan tadi tagih tahan tahanan tahap tahu tahun tajam takar takdir
take takluk taksi taksir takut tali talk tamak taman tamat tambah tambak tambal tambang tambat tampak tampan tampang
tampar tampil tamu tanah tanam tanda tandan tanding tanduk tandus tangan tangga tanggal tanggap tangguh tanggul
tanggung tangis tangkai tangkap tangki tani tanjak tanjung tanpa tantang tanya tapak tapi tari tarian tarif tarik
taruh taruna tarung tas tata tatap tawa tawan tawar tayang team tebak tebal tebang tebar tebas tebing tebu tebus teduh
tega tegak tegang tegar tegas teguh teguk tegur teka tekad tekan teknik teknologi tekstil tekun telaga telan telat
telepon telinga teliti teluk telur teman tembaga tembak tembakau tembang tembok tembus tempat tempel tempo tempuh
tempur temu temuan tenaga tenang tenda tendang tengah tenggelam tenggorok tengkuk tengok tenis tentang tentara
tenteram tentu tenun teori tepat tepi tepuk terang teras teratai terbang terbit teri terik terima terjal terjang
terjun terka terkam ternak terobos terong teropong terpal terus test tetangga tetap tetas tetes tewas text thailand
tiang tiap tiba tiban tidak tidur tiga tikam tikar tiket tikus tilang timah timang timbang timbul timbun time timpa
timun timur tindak tindas tinggal tinggi tingkah tingkat tinju tinta tipis tipu tiram tiri tiru titah titik titip tiup
toko tokoh tolak tolol tolong tombak tombol tone tonton tool top topeng topi total town toyota tradisi train tree
trotoar true tua tuah tuak tuan tuang tubuh tuding tugas tugu tuhan tuju tujuan tukang tukar tulang tular tulen tuli
tulis tulus tumbal tumbang tumbuh tumbuk tumis tumpah tumpang tumpas tumpu tumpuk tumpul tunai tunang tunas tunda
tunduk tune tunggal tunggu tunjuk tuntas tuntun tuntut turis turki turun turut tusuk tutup tutur type ubah uban ubi
ubur ucap udang udara ujar uji ujian ujung ukir ukur ulama ulang ulangan ular ulas ulat umat umbar umpama umpan umpat
umum umur undang undi unduh undur unggas unggul ungkap ungsi ungu unik unit universitas unjuk unsur untung upacara
upah upaya urai urat urus urut usaha usai usang usia usir usul usus utama utang utuh utus video vietnam view visa visi
vitamin voice volume vonis wadah wait wajah wajar wajib wakil waktu walau wali walk wall wangi wangsa wanita want war
waras warga waris warisan warna warta warung wasit waspada watak water way wayang web week well wenang wewenang wibawa
wilayah wild wind window wine winner wish wisuda woman wood word work world wortel write wujud yakin yatim yayasan
year young zaman zat ziarah zona zone
"""
_ORDINARY = frozenset(_WORDS.split())

_PREFIXES = (
    "meng",
    "meny",
    "mem",
    "men",
    "peng",
    "peny",
    "pem",
    "pen",
    "per",
    "ber",
    "ter",
    "me",
    "di",
    "se",
    "ke",
    "pe",
)
_SUFFIXES = ("nya", "kan", "lah", "kah", "an", "ku", "mu", "i")
_SHORTEST_ROOT = 4


def is_ordinary(word: str) -> bool:
    """Whether a word is an ordinary Indonesian (or English) word, also with one prefix and two suffixes."""
    if word in _ORDINARY:
        return True
    if len(word) <= _SHORTEST_ROOT:
        return False
    return any(_is_root(stem) for stem in _without_suffix(word)) or any(
        _is_root(stem) for suffixed in _without_prefix(word) for stem in (suffixed, *_without_suffix(suffixed))
    )


def _is_root(stem: str) -> bool:
    return len(stem) >= _SHORTEST_ROOT and stem in _ORDINARY


def _without_suffix(word: str) -> list[str]:
    once = [word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix)]
    return once + [stem.removesuffix(suffix) for stem in once for suffix in _SUFFIXES if stem.endswith(suffix)]


def _without_prefix(word: str) -> list[str]:
    return [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]
